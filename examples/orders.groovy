// Secrets, triggers by time, a rollout that is taken back when it fails, and a check of it all.
// caravan test examples/orders.groovy
// caravan up examples/orders.groovy --engine process, then: caravan secret set db password=…
app('orders') {
    parameters { text 'greeting', defaultsTo: 'Hello' }

    service('shop') {
        image 'caravan/hello:1'
        process 'java', 'Hello.java'
        port 8000
        replicas 3
        env GREETING: param('greeting')
        place { spread 'zone'; avoid function('report') }
        rollout { rolling surge: 1, unavailable: 0; rollbackAfter 2.minutes }
    }

    function('report') {                                    // runs every five seconds, and goes in between
        image 'caravan/hello:1'
        process 'java', 'Hello.java'
        port 8001
        scale 0..2, idle: 2.seconds
        env DB_PASSWORD: secret('db/password')              // told to the pod alone
        on http('/report')
        on every(5.seconds), retry: 3, deadLetter: 'report-dead'
    }

    check('survives the loss of a node') {
        given { nodes 3 }
        when { node('n1').fails() }
        then { service('shop').ready().staysAtLeast(2); service('shop').ready().exactly(3); within 10.seconds }
    }

    check('goes on when the driver dies in the middle') {
        given { nodes 2; param 'greeting', 'Ahoj' }
        when { service('shop').scalesTo(6); driver().fails() }
        then { service('shop').ready().exactly(6); within 20.seconds }
    }
}
