-- What wrk sends, for scripts/load: `wrk … -s scripts/load.lua URL -- FOLDER KIND THREADS FROM PEOPLE TRIES RIGHT`
--
--   FOLDER/body    the body; for `login` and `rush` a format with places for what changes
--   FOLDER/tokens  access tokens, a line each, in the order of the claimers of the communities
--   FOLDER/things  what everybody wants at once, a line each (`rush`): wishes, shifts, goods
--   KIND           read | check (which also looks at each answer) | login | rush
--   THREADS        how many threads wrk has
--   FROM, PEOPLE   `login`: the number of the first person, and how many there are
--   TRIES          `rush`: how many people try for each
--   RIGHT          `rush`: what an answer says that is right
--
-- It prints one line of JSON at the end.

local threads = {}
local kind, body, tokens, things, step, from, people, tries
local ready, count = {}, 0
won, wrong = 0, 0 -- read from outside, by `done`

local function lines(path)
    local all = {}
    for line in io.lines(path) do all[#all + 1] = line end
    return all
end

local function post(token, text)
    wrk.headers["Authorization"] = token and "Bearer " .. token
    return wrk.format("POST", "/graphql", wrk.headers, text)
end

function setup(thread)
    threads[#threads + 1] = thread
    thread:set("place", #threads)
end

function init(args)
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Accept"] = "application/graphql-response+json"
    kind, step, from, people = args[2], tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
    tries = tonumber(args[6])
    body = io.open(args[1] .. "/body"):read("*a")
    tokens = lines(args[1] .. "/tokens")
    math.randomseed(place)
    if kind == "read" or kind == "check" then
        for n, token in ipairs(tokens) do ready[n] = post(token, body) end
    end
    -- Looking at an answer costs wrk more than getting it: so what is read is looked at in a run before.
    if kind == "read" then return end
    if kind == "rush" then things = lines(args[1] .. "/things") end
    local good = ({ rush = args[7], login = '"accessToken":"', check = '"hasNextPage":true' })[kind]
    local lost = kind == "rush" and '"code":"WISH_ALREADY_CLAIMED"' or "\0"
    function response(status, _, text)
        if status == 200 and text:find(good, 1, true) then won = won + 1
        elseif status ~= 200 or not text:find(lost, 1, true) then wrong = wrong + 1 end
    end
end

function request()
    if ready[1] then return ready[math.random(#ready)] end
    count = count + 1
    if kind == "login" then
        -- The threads take turns, so that no person comes twice.
        return post(nil, body:format(from + (count * step + place) % people))
    end
    -- One thing after the other, and for each one person of its community after the other.
    local thing, try = math.floor(count / tries), count % tries
    local communities = #tokens / tries
    local token = tokens[try * communities + thing % communities + 1]
    return post(token, body:format(things[thing % #things + 1], count))
end

function done(summary, latency)
    local won, wrong, errors = 0, 0, summary.errors
    for _, thread in ipairs(threads) do
        won, wrong = won + thread:get("won"), wrong + thread:get("wrong")
    end
    io.write(string.format(
        '{"requests": %d, "seconds": %f, "bytes": %d, "p50": %d, "p90": %d, "p99": %d, "won": %d, "errors": %d}\n',
        summary.requests, summary.duration / 1e6, summary.bytes,
        latency:percentile(50), latency:percentile(90), latency:percentile(99), won,
        -- A wrong answer with another status than 200 is in both counts.
        math.max(wrong, errors.status) + errors.connect + errors.read + errors.write + errors.timeout))
end
