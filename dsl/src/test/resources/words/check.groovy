//// around
app('shop') {
    parameters { text 'tag', defaultsTo: '1.0' }
    service('web') { image 'shop/web:1'; replicas 3 }
    function('thumb') { image 'shop/thumb:1'; port 8080 }
    job('migrate') { image 'shop/migrate:1' }
    daemon('metrics') { image 'ops/metrics:1' }
    check('holds') {
…
    }
}
//// given
given { nodes 3; param 'tag', '1.0' }
then { service('web').ready().atLeast(3) }
//// when
given { nodes 3 }
when { node('n1').fails() }
then { service('web').ready().atLeast(2) }
//// then
then { service('web').ready().atLeast(3); within 10.seconds }
