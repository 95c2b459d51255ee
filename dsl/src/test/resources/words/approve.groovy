//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        approve('go-live') {
…
        }
    }
}
//// by
by role('release-managers')
//// role
by role('release-managers')
//// quorum
quorum 2
//// expires
expires 24.hours
