//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3 }
    function('thumbnail') { image 'shop/thumb:4'; port 8080 }
    job('migrate') { image 'shop/migrate:1' }
    cron('report') { schedule '0 3 * * *'; job { image 'shop/report:2' } }
    daemon('metrics') { image 'ops/metrics:1' }
    workflow('release') { approve('go-live') { } }
…
}
//// service
overlay('staging') { service('web') { replicas 1 } }
//// function
overlay('staging') { function('thumbnail') { scale 0..2 } }
//// job
overlay('staging') { job('migrate') { image 'shop/migrate:next' } }
//// cron
overlay('staging') { cron('report') { suspended() } }
//// daemon
overlay('staging') { daemon('metrics') { image 'ops/metrics:next' } }
//// workflow
overlay('staging') { workflow('release') { skip 'go-live' } }
