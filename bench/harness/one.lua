-- The same request over and over: METHOD and BODY come from the environment.
dofile(os.getenv("BENCH_LUA") .. "/report.lua")

wrk.method = os.getenv("BENCH_METHOD")
wrk.body = os.getenv("BENCH_BODY")
