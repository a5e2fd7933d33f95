-- The same request over and over: METHOD and BODY come from the environment.
dofile(os.getenv("BENCH_LUA") .. "/report.lua")

wrk.method = os.getenv("BENCH_METHOD")
-- An empty body would send a length with each GET.
local body = os.getenv("BENCH_BODY")
if body ~= "" then wrk.body = body end
