//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        step('work') {
…
        }
    }
}
//// retry
run job('migrate')
retry 2, backoff: 5.seconds
//// timeout
run job('migrate')
timeout 10.minutes
//// repeatable
call http('https://pay.example/refund')
repeatable false
