//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        step('it') { run job('migrate') }
        onFailure {
…
        }
    }
}
//// compensateAll
compensateAll()
