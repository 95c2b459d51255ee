//// around
app('shop') {
    job('migrate') {
        image 'shop/migrate:1'
…
    }
}
//// retry
retry 3, backoff: 10.seconds, upTo: 5.minutes
//// timeout
timeout 40.minutes
//// manual
manual()
//// completions
completions 10
//// parallelism
parallelism 2
