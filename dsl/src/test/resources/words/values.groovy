//// around
app('shop') {
    service('web') { image 'shop/web:1'; replicas 3; port 8080 }
    job('migrate') { image 'shop/migrate:1'; manual() }
    workflow('release') {
        input { text 'tag' }
        step('first') { run job('migrate') }
        step('it') {
…
        }
    }
}
//// input
run job('migrate'), with: [tag: input('tag')]
//// previous
run job('migrate'), with: [tag: previous('tag')]
//// output
call http('https://chat.example/releases', body: "migrated: ${output('first')}")
