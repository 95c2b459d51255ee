app('shop') {
    parameters {
        text   'tag', matches: '[0-9]+[.][0-9]+', defaultsTo: '1.0'
        number 'replicas', defaultsTo: 3, between: 1..20
    }

    service('web') {
        image "caravan/shop-web:${param('tag')}"
        replicas param('replicas')
        resources cpu: 50.millicores, memory: 16.mb
        port 8080, publish: 8081, at: 'shop.example/'
        env MODE: 'production'
        file '/www/currency', text: 'EUR'
        readiness http('/ready'), every: 1.seconds
        liveness  http('/ready'), every: 5.seconds
        container('shipper') {                       // beside each web container, in the same pod
            image "caravan/shop-worker:${param('tag')}"
            resources memory: 8.mb
            sidecar()
        }
        rollout { rolling surge: 1, unavailable: 0 }
        stopGrace 2.seconds
    }

    service('worker') {
        image "caravan/shop-worker:${param('tag')}"
        replicas 2
        resources cpu: 20.millicores, memory: 8.mb
        stopGrace 2.seconds
    }

    job('migrate') {
        image "caravan/shop-migrate:${param('tag')}"
        retry 2, backoff: 1.seconds
        timeout 1.minutes
    }

    cron('report') {
        schedule '* * * * *', zone: 'Europe/Prague'
        overlap forbid
        job {
            image "caravan/shop-migrate:${param('tag')}"
            retry 1
        }
    }
}
