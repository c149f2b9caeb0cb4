-- A hundred callers ask for one product, in turn. Arguments: most milliseconds between an answer and the next request (absent: none).
-- Says what it saw as one line of JSON.
local requests = {}
local turn = 0

function init(args)
  local pause = tonumber(args[1] or '0')
  if pause > 0 then
    function delay() return math.random(0, pause) end
  end
  for caller = 0, 99 do
    requests[caller] = wrk.format('GET', wrk.path, { Cookie = 'theme=dark; sid=caller-' .. caller, Accept = 'application/json' })
  end
end

function request()
  turn = (turn + 1) % 100
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local counts, order, times = {}, {}, {}
  for i = 1, #latency do
    local micros, count = latency(i)
    local hundredths = math.ceil(micros / 10)
    if not counts[hundredths] then order[#order + 1] = hundredths end
    counts[hundredths] = (counts[hundredths] or 0) + count
  end
  for i, hundredths in ipairs(order) do times[i] = string.format('[%.2f,%d]', hundredths / 100, counts[hundredths]) end
  print(string.format('{"perSecond":%f,"failed":%d,"p50":%f,"p99":%f,"times":[%s]}', summary.requests / summary.duration * 1e6, failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000, table.concat(times, ',')))
end
