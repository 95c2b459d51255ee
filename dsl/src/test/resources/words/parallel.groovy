//// around
app('shop') {
    service('web') { image 'shop/web:1'; port 8080; replicas 3 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        parallel(limit: 2) {
…
        }
    }
}
//// forEach
forEach(['eu', 'us']) { String region -> step("dns-${region}") { send camel("http:dns.example/${region}") } }
