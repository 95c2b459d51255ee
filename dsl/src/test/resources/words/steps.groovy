//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
…
    }
}
//// step
step('migrate') {
    run job('migrate'), with: [tag: input('tag')]
    retry 2, backoff: 5.seconds
}
//// canary
canary('web') {
    image "shop/web:${input('tag')}"
    stages 5.percent, 25.percent, 50.percent
    hold 10.minutes
    gate metric('http_error_ratio').below(0.01), over: 5.minutes
}
//// approve
approve('go-live') { by role('release-managers'); quorum 2; expires 24.hours }
