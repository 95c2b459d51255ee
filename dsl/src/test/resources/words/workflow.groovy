//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
…
    }
}
//// input
input { text 'tag' }
step('migrate') { run job('migrate'), with: [tag: input('tag')] }
//// parallel
canary('web') { image 'shop/web:2'; stages 10.percent }
parallel(limit: 2) {
    step('promote') { promote 'web' }
    step('warm') { call http('https://shop.example/warm'); optional() }
}
//// forEach
forEach(['eu', 'us']) { String region -> step("dns-${region}") { send camel("http:dns.example/${region}"); retry 5 } }
//// onFailure
step('migrate') { run job('migrate') }
onFailure { compensateAll(); send camel('smtp:ops@shop.example') }
//// timeout
timeout 3.hours
step('migrate') { run job('migrate') }
