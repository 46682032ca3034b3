-- Sends the requests of a file in turn, and tells in one line of JSON how it went.
-- Each line of the file is METHOD, PATH and BODY with tabs between them; "#########" in a body becomes,
-- wherever it stands, a number that no other request has.
-- https://github.com/wg/wrk/blob/master/SCRIPTING

local requests, at = {}, 0
local number = 0

function init(args)
  number = tonumber(args[2])
  at = number
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { Accept = "application/fhir+json" }
    if body == "" then
      body = nil
    else
      headers["Content-Type"] = "application/fhir+json"
    end
    local text = wrk.format(method, path, headers, body)
    local pieces = {}
    for piece in (text .. "#########"):gmatch("(.-)#########") do
      pieces[#pieces + 1] = piece
    end
    requests[#requests + 1] = #pieces == 1 and text or pieces
  end
end

function request()
  at = at + 1
  local one = requests[at % #requests + 1]
  if type(one) == "string" then
    return one
  end
  number = number + 1
  return table.concat(one, string.format("%09d", number % 1000000000))
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
