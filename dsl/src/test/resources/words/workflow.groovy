//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
…
        step('first') { run job('migrate') }
    }
}
//// input
input { text 'tag', matches: '[0-9]+[.][0-9]+'; number 'percent', defaultsTo: 5, between: 1..50 }
//// timeout
timeout 3.hours
//// parallel
parallel(limit: 2) {
    step('warm') { call http('https://shop.example/warm') }
    step('tell') { call http('https://chat.example/releases') }
}
//// forEach
forEach(['eu', 'us']) { String region ->
    step("dns-${region}") { call http("https://dns.example/${region}") }
}
//// onFailure
onFailure { compensateAll(); send camel('smtp:ops@shop.example') }
