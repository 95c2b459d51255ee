// A release as a workflow: every step is in the cluster's journal, so it goes on wherever a server died.
// Something has to answer its calls: PORT=9999 java examples/Hello.java &
// caravan up examples/release.groovy --engine process
// caravan run workflow/release -p tag=1.1, then: caravan runs release-1 -w, caravan approve release-1 go-live
app('store') {
    parameters { text 'hooks', defaultsTo: 'http://127.0.0.1:9999' }

    service('web') {
        process 'java', 'Hello.java'
        replicas 2
        port 8080
        readiness http('/'), every: 1.seconds
    }
    job('migrate') { process 'sh', '-c', 'echo "schema at ${TAG:-nothing}"'; retry 0; manual() }

    workflow('release') {
        input { text 'tag', matches: '[0-9]+[.][0-9]+' }
        timeout 3.hours
        step('migrate') {
            run job('migrate'), with: [tag: input('tag')]
            retry 2, backoff: 5.seconds
            compensate { run job('migrate'), with: [tag: previous('tag')] }
        }
        canary('web') {
            env VERSION: input('tag')
            stages 50.percent, 100.percent
            hold 1.seconds
            compensate { restore 'web' }
        }
        approve('go-live') { by role('release-managers'); quorum 2; expires 24.hours }
        parallel(limit: 2) {
            step('promote') { promote 'web' }
            step('warm') { call http("${param('hooks')}/warm/${input('tag')}"); optional() }
        }
        forEach(['eu', 'us']) { String region ->
            step("dns-${region}") { call http("${param('hooks')}/dns/${region}", body: output('migrate')); retry 5, backoff: 1.seconds }
        }
        onFailure { compensateAll(); call http("${param('hooks')}/failed") }
    }

    overlay('staging') { workflow('release') { skip 'go-live' } }
}
