//// around
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0' }
    service('web') { image 'shop/web:1'; replicas 3 }
    function('thumb') { image 'shop/thumb:1'; port 8080 }
    job('migrate') { image 'shop/migrate:1' }
    daemon('metrics') { image 'ops/metrics:1' }
    check('holds') {
        given {
…
        }
    then { service('web').ready().atLeast(2) }
    }
}
//// nodes
nodes 3, cpu: 2.cores, memory: 4.gb
//// param
param 'tag', '1.1'
