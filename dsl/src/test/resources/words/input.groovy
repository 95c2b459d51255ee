//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input {
…
        }
        step('migrate') { run job('migrate') }
    }
}
//// text
text 'tag', matches: '[0-9]+[.][0-9]+'
//// number
number 'count', defaultsTo: 3, between: 1..50
