//// around
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0' }
    service('web') { image 'shop/web:1'; replicas 3 }
    function('thumb') { image 'shop/thumb:1'; port 8080 }
    job('migrate') { image 'shop/migrate:1' }
    daemon('metrics') { image 'ops/metrics:1' }
    check('holds') {
        given { nodes 3 }
        when {
…
        }
    then { service('web').ready().atLeast(2) }
    }
}
//// node
node('n1').fails()
after 1.minutes
node('n1').returns()
node('n2').isCordoned()
//// service
service('web').crashes()
service('web').scalesTo(5)
//// daemon
daemon('metrics').crashes()
//// driver
driver().fails()
//// after
node('n1').fails()
after 1.minutes
node('n1').returns()
