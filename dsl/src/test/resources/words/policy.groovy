//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        step('it') {
            call http('https://shop.example/warm')
…
        }
    }
}
//// retry
retry 5, backoff: 1.seconds, upTo: 1.minutes, jitter: 20.percent
//// timeout
timeout 30.seconds
//// repeatable
repeatable false
