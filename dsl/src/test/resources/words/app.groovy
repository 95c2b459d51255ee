//// around
app('shop') {
    job('other') { image 'x' }
…
}
//// parameters
parameters {
    text 'tag', matches: '[0-9]+[.][0-9]+', defaultsTo: '1.0'
    number 'count', defaultsTo: 3, between: 1..50
}
//// include
include 'lib/web.groovy'
service('web') { web('1.0') }
//// service
service('web') {
    image 'shop/web:1'
    replicas 3
    port 8080
}
//// function
function('thumbnail') {
    image 'shop/thumb:4'
    port 8080
    on http('/thumb/*')
}
//// job
job('migrate') { image 'shop/migrate:1' }
//// cron
cron('report') {
    schedule '15 3 * * *', zone: 'Europe/Prague'
    job { image 'shop/report:2' }
}
//// daemon
daemon('node-metrics') { image 'ops/metrics:1'; place { tolerate any } }
//// overlay
service('web') { image 'shop/web:1'; replicas 3 }
overlay('staging') { service('web') { replicas 1 } }
//// workflow
job('migrate') { image 'shop/migrate:1'; manual() }
workflow('release') {
    input { text 'tag' }
    step('migrate') { run job('migrate'), with: [tag: input('tag')] }
}
//// check
service('web') { image 'shop/web:1'; replicas 3 }
check('survives the loss of a node') {
    given { nodes 3 }
    when { node('n1').fails() }
    then { service('web').ready().atLeast(2); within 10.seconds }
}
