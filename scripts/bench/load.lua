-- What wrk sends, by kind: wrk … -s load.lua URL -- KIND TOKEN PREFIX COUNT [FILE]
-- Every write has an idempotency key of its own: PREFIX, the number of the thread, and a count.
-- COUNT is how many loans or enterprises there are; FILE holds a body, or a name on each line.

local threads = 0

function setup(thread)
   threads = threads + 1
   thread:set("number", threads)
end

local kind, token, prefix, count, lines, body
local sent = 0

local function send(method, path, text)
   local headers = { ["authorization"] = "Bearer " .. token }
   if method == "POST" then
      headers["content-type"] = "application/json"
      headers["idempotency-key"] = prefix .. "-" .. number .. "-" .. sent
   end
   return wrk.format(method, path, headers, text)
end

local function ask(path)
   local firm = lines[(sent * 7 + number) % #lines + 1]
   return send("POST", path,
      '{"enterprise":"' .. firm .. '","purpose":"credit-assessment","model":"cq-knowledge-value-2018","as_of":"2021-10-31"}')
end

local kinds = {
   echo = function() return send("POST", "/", body) end,
   draw = function()
      return send("POST", "/v1/loans/L" .. (sent * 7 + number) % count + 1 .. "/events",
         '{"type":"drawn","principal":{"amount":"1.00","currency":"CNY"},"booked_on":"2022-01-26"}')
   end,
   loan = function() return send("GET", "/v1/loans/L" .. (sent * 7 + number) % count + 1) end,
   score = function() return ask("/v1/scores") end,
   preview = function() return ask("/v1/scores?store=false") end,
   evaluate = function() return send("POST", "/v1/evaluations", body) end,
   events = function() return send("GET", "/v1/events?limit=20&after=" .. sent % 1000) end,
}

-- Three in ten write, a tenth asks for scores, the rest reads.
kinds.mixed = function()
   local turn = sent % 10
   if turn < 3 then return kinds.draw() end
   if turn == 3 and lines then return kinds.score() end
   if turn == 4 then return kinds.events() end
   return kinds.loan()
end

function init(args)
   kind, token, prefix, count = args[1], args[2], args[3], tonumber(args[4])
   if args[5] then
      lines = {}
      for line in io.lines(args[5]) do lines[#lines + 1] = line end
      body = table.concat(lines, "\n")
   end
end

function request()
   sent = sent + 1
   return kinds[kind]()
end

function done(summary, latency)
   local errors = summary.errors
   local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
   io.write(string.format("figures: %.0f/s, p50 %.2f ms, p99 %.2f ms, %d bad\n",
      summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, bad))
end
