-- Requests drawn at random from the lines of BENCH_PATHS: a path, or a path, a tab and a token.
dofile(os.getenv("BENCH_LUA") .. "/report.lua")

local requests = {}
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init()
  math.randomseed(seed)
  for line in io.lines(os.getenv("BENCH_PATHS")) do
    local path, token = line:match("^([^\t]+)\t(.+)$")
    if token then wrk.headers["Authorization"] = "Bearer " .. token end
    requests[#requests + 1] = wrk.format("GET", path or line)
  end
end

function request()
  return requests[math.random(#requests)]
end
