//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
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
by role('release-managers')
quorum 2
//// expires
by role('release-managers')
expires 24.hours
