//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        parallel(limit: 4) {
…
        }
    }
}
//// forEach
forEach(['eu', 'us']) { String region ->
    step("dns-${region}") { call http("https://dns.example/${region}") }
}
