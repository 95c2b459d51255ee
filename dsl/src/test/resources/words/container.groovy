//// around
app('shop') {
    service('web') {
        image 'shop/web:1'
…
    }
}
//// image
image 'registry.local/shop/web:1.4'
//// process
process 'java', 'Hello.java'
//// command
command '/bin/server', '--verbose'
//// args
args '--port', '8080'
//// resources
resources cpu: 500.millicores, memory: 256.mb
//// limits
limits cpu: 2.cores, memory: 1.gb
//// port
port 8080, at: 'shop.example/'
port 9090, publish: 8000
port 53, udp: true
//// env
env MODE: 'production', WORKERS: 5, DEBUG: false
//// secret
env DB_URL: secret('db/url')
//// file
file '/etc/web/app.properties', text: 'currency=EUR'
//// startup
port 8080
startup http('/ready'), within: 60.seconds
//// liveness
port 8080
liveness tcp(8080), every: 10.seconds
//// readiness
port 8080
readiness http('/ready'), every: 2.seconds, failures: 3
//// http
port 8080
readiness http('/ready', port: 8080)
//// tcp
port 8080
readiness tcp(8080)
//// exec
liveness exec('/bin/check', '--quick')
