//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
    service('worker') { image 'shop/worker:1' }
    function('thumb') { image 'shop/thumb:1'; port 8080 }
    job('migrate') { image 'shop/migrate:1' }
    daemon('metrics') { image 'ops/metrics:1' }
}
//// label
place { require label('tier', 'front', 'edge') }
//// require
place { require label('tier', 'front') }
//// prefer
place { prefer label('ssd') }
//// spread
place { spread 'zone' }
//// tolerate
place { tolerate 'spot' }
//// any
place { tolerate any }
//// avoid
place { avoid service('worker') }
//// service
place { avoid service('worker') }
//// function
place { avoid function('thumb') }
//// job
place { avoid job('migrate') }
//// daemon
place { avoid daemon('metrics') }
