//// around
app('shop') {
    function('thumbnail') {
        image 'shop/thumb:4'
        port 8080
…
    }
}
//// scale
scale 0..50, concurrency: 8, idle: 60.seconds
//// on
on http('/thumb/*')
on every(10.minutes)
//// every
on every(10.minutes)
//// cron
on cron('0 * * * *')
//// camel
on camel('kafka:uploads?brokers=kafka:9092'), retry: 5, deadLetter: 'uploads-dead'
//// timeout
timeout 30.seconds
//// rollout
rollout { recreate() }
