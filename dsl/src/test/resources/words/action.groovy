//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        canary('web') { image 'shop/web:2'; stages 50.percent }
        step('it') {
…
        }
    }
}
//// run
run job('migrate'), with: [tag: input('tag')]          // TAG in the job's environment
//// job
run job('migrate')
//// promote
promote 'web'
//// restore
restore 'web'
//// call
call http('https://shop.example/warm')
//// http
call http("https://dns.example/${input('tag')}", method: 'PUT', body: 'go')
//// send
send camel('smtp:ops@shop.example'), body: "release ${input('tag')}"
//// camel
send camel('kafka:releases?brokers=kafka:9092')
