//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
…
    }
}
//// step
step('migrate') { run job('migrate'), with: [tag: input('tag')] }
//// canary
canary('web') {
    image "shop/web:${input('tag')}"
    stages 5.percent, 50.percent
    hold 10.minutes
}
//// approve
approve('go-live') { by role('release-managers'); quorum 2 }
