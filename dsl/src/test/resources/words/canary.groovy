//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        canary('web') {
…
        }
    }
}
//// image
image "shop/web:${input('tag')}"
stages 10.percent
//// env
env MODE: 'new', TAG: input('tag')
stages 10.percent
//// stages
image 'shop/web:2'
stages 5.percent, 25.percent, 50.percent
//// hold
image 'shop/web:2'
stages 5.percent, 50.percent
hold 10.minutes
//// gate
image 'shop/web:2'
stages 5.percent, 50.percent
hold 10.minutes
gate metric('http_error_ratio').below(0.01), over: 5.minutes
//// metric
image 'shop/web:2'
stages 10.percent
gate metric('http_latency_ms').below(250), over: 5.minutes
//// timeout
image 'shop/web:2'
stages 10.percent
timeout 1.hours
//// compensate
image 'shop/web:2'
stages 10.percent
compensate { restore 'web' }
