//// around
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0' }
    service('web') { image 'shop/web:1'; replicas 3 }
    function('thumb') { image 'shop/thumb:1'; port 8080 }
    job('migrate') { image 'shop/migrate:1' }
    daemon('metrics') { image 'ops/metrics:1' }
    check('holds') {
        given { nodes 3 }
        then {
…
        }
    }
}
//// service
service('web').ready().atLeast(2)
service('web').ready().staysAtLeast(1)
//// function
function('thumb').ready().exactly(0)
//// job
job('migrate').completes()
//// daemon
daemon('metrics').ready().exactly(3)
//// within
service('web').ready().atMost(3)
within 10.seconds
