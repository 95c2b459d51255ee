//// around
app('shop') {
    cron('report') {
        schedule '0 0 * * *'
…
    }
}
//// schedule
schedule '15 3 * * *', zone: 'Europe/Prague'
job { image 'shop/report:2' }
//// overlap
overlap forbid
job { image 'shop/report:2' }
//// forbid
overlap forbid
job { image 'shop/report:2' }
//// allow
overlap allow
job { image 'shop/report:2' }
//// replace
overlap replace
job { image 'shop/report:2' }
//// suspended
suspended()
job { image 'shop/report:2' }
//// job
job { image 'shop/report:2'; retry 3 }
