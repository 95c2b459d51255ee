//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        canary('web') { image 'shop/web:2'; stages 10.percent }
        step('work') {
…
        }
    }
}
//// run
run job('migrate'), with: [tag: input('tag')]
//// job
run job('migrate')
//// promote
promote 'web'
//// restore
restore 'web'
//// call
call http('https://shop.example/warm')
//// http
call http('https://shop.example/warm')
//// send
send camel('smtp:ops@shop.example'), body: "released ${input('tag')}"
//// camel
send camel('smtp:ops@shop.example')
