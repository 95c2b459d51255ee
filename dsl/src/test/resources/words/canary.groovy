//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        canary('web') {
            image 'shop/web:2'
            stages 5.percent
…
        }
    }
}
//// image
image "shop/web:${input('tag')}"
//// env
env VERSION: input('tag')
//// stages
stages 5.percent, 25.percent, 50.percent
//// hold
hold 10.minutes
//// gate
gate metric('http_error_ratio').below(0.01), over: 5.minutes
//// metric
gate metric('http_latency_ms').below(300)
//// timeout
timeout 1.hours
//// compensate
compensate { restore 'web' }
