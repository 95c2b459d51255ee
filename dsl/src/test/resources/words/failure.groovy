//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        step('migrate') { run job('migrate'); compensate { run job('migrate') } }
        onFailure {
…
        }
    }
}
//// compensateAll
compensateAll()
