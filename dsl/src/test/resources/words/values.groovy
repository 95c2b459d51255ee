//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        step('migrate') { run job('migrate') }
        step('tell') {
…
        }
    }
}
//// input
call http("https://shop.example/released?tag=${input('tag')}")
//// output
send camel('http:shop.example/migrated'), body: output('migrate')
//// previous
run job('migrate'), with: [tag: previous('tag')]
