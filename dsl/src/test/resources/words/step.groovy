//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        step('work') {
…
        }
    }
}
//// compensate
run job('migrate'), with: [tag: input('tag')]
compensate { run job('migrate'), with: [tag: previous('tag')] }
//// optional
call http('https://shop.example/warm')
optional()
