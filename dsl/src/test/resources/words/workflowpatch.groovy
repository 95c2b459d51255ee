//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') { approve('go-live') { by role('managers') }; step('migrate') { run job('migrate') } }
    overlay('staging') {
        workflow('release') {
…
        }
    }
}
//// skip
skip 'go-live'
