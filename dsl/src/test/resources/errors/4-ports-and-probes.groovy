// Ports and probes
//// A port that is used twice
app('shop') {
    service('web') {
        image 'shop/web:1'
        port 8080
        container('shipper') { image 'shop/shipper:1'; port 8080 }
    }
}
//// A published port that is taken
app('shop') {
    service('web') { image 'shop/web:1'; port 80, publish: 8000 }
    service('api') { image 'shop/api:1'; port 80, publish: 8000 }
}
//// A place for HTTP that is taken
app('shop') {
    service('web') { image 'shop/web:1'; port 80, at: 'shop.example/' }
    service('api') { image 'shop/api:1'; port 80, at: 'shop.example' }
}
//// A place for HTTP that is none
app('shop') {
    service('web') { image 'shop/web:1'; port 80, at: 'shop example' }
}
//// HTTP on a UDP port
app('shop') {
    service('dns') { image 'shop/dns:1'; port 53, udp: true, at: 'dns.example/' }
}
//// A probe of a port that is not declared
app('shop') {
    service('web') {
        image 'shop/web:1'
        port 8080
        liveness tcp(8081)
    }
}
//// A probe without a port
app('shop') {
    service('web') {
        image 'shop/web:1'
        readiness http('/ready')
    }
}
