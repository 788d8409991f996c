-- `kdm lsp` in a real editor: nvim --headless --clean -c 'luafile main.lua', with the program in KDM, a repository of the
-- test's own in REPOSITORY, and the file to write in FILE. What is found, shown and mended is checked; how long that takes from
-- a key on is printed.
local checks = 0

local function say(text)
  io.stdout:write(text .. "\n")
end

local function check(what, holds, more)
  checks = checks + 1
  if not holds then
    say("FAILED: " .. what .. (more and (": " .. vim.inspect(more)) or ""))
    vim.cmd("cquit 1")
  end
end

local function wait(what, holds)
  check(what, vim.wait(10000, holds, 1))
end

local path = vim.env.REPOSITORY .. "/" .. vim.env.FILE
vim.cmd("edit " .. path)
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({ name = "kdm", cmd = { vim.env.KDM, "lsp" }, root_dir = vim.env.REPOSITORY,
  flags = { debounce_text_changes = 0 } })
check("the server starts", client)
local published = 0
local show = vim.lsp.handlers["textDocument/publishDiagnostics"]
vim.lsp.handlers["textDocument/publishDiagnostics"] = function(...)
  published = published + 1
  return show(...)
end
vim.lsp.buf_attach_client(buffer, client)
wait("the file is checked when it is opened", function()
  return published > 0
end)

local function found(code)
  return vim.tbl_filter(function(one)
    return (one.code or one.user_data and one.user_data.lsp.code) == code
  end, vim.diagnostic.get(buffer))
end

local function line_with(part)
  for nth, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local column = line:find(part, 1, true)
    if column then
      return nth - 1, column - 1
    end
  end
  check("the file has " .. part, false)
end

local function ask(method, row, column)
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = row, character = column },
    context = { includeDeclaration = true, diagnostics = {}, triggerKind = 1 },
    range = { start = { line = row, character = column }, ["end"] = { line = row, character = column } },
  }
  local answers = vim.lsp.buf_request_sync(buffer, "textDocument/" .. method, params, 10000)
  local answer = answers and answers[client]
  check(method .. " is answered", answer and not answer.err and not answer.error, answers)
  return answer.result
end

-- A key that breaks something, and one that mends it, again and again: how long until the editor shows it.
local before = #vim.diagnostic.get(buffer)
local row, column = line_with("minChannelServerVersion:")
local times = {}
for _ = 1, tonumber(vim.env.TIMES or "20") do
  for _, text in ipairs({ "x", "" }) do
    local seen = published
    local start = vim.loop.hrtime()
    vim.api.nvim_buf_set_text(buffer, row, column, row, column + (text == "" and 1 or 0), { text })
    wait("a change is checked", function()
      return published > seen and (#found("unknown-key") > 0) == (text ~= "")
    end)
    table.insert(times, (vim.loop.hrtime() - start) / 1e6)
  end
end
table.sort(times)
check("all is as it was", #vim.diagnostic.get(buffer) == before)

-- The mend of a slip, applied as the editor does.
vim.api.nvim_buf_set_text(buffer, row, column, row, column + 3, { "mni" })
wait("a slip is found", function()
  return #found("unknown-key") > 0
end)
check("at its place", found("unknown-key")[1].lnum == row and found("unknown-key")[1].col == column)
local mend = vim.tbl_filter(function(action)
  return action.title == "Write `minChannelServerVersion`"
end, ask("codeAction", row, column))[1]
check("it has a mend", mend)
vim.lsp.util.apply_workspace_edit(mend.edit, "utf-16")
wait("which mends it", function()
  return #found("unknown-key") == 0
end)

-- What a place is.
local alias_row, alias_column = line_with(": *")
alias_column = alias_column + 3
local hover = ask("hover", alias_row, alias_column)
check("an alias says what it is", hover and hover.contents.value:find("used %d+ time"), hover)
local definition = ask("definition", alias_row, alias_column)
local anchor = vim.api.nvim_buf_get_lines(buffer, definition[1].range.start.line, definition[1].range.start.line + 1, false)[1]
check("and leads to its anchor", anchor:find("&", 1, true), definition)
local version_row, version_column = line_with("version: v1.")
hover = ask("hover", version_row, version_column + 10)
check("a version says what it is", hover and hover.contents.value:find("offered by"), hover)

-- What could stand there.
local line = vim.api.nvim_buf_get_lines(buffer, alias_row, alias_row + 1, false)[1]
vim.api.nvim_buf_set_text(buffer, alias_row, alias_column, alias_row, #line, { "" })
local offered = ask("completion", alias_row, alias_column)
check("anchors are offered", #offered > 0 and offered[1].textEdit.newText:sub(1, 1) == "*", offered)

say(string.format(
  "ok: %d checks of %s in nvim %d.%d; from a key to what is shown %.0f ms (median of %d, at most %.0f)",
  checks, vim.env.FILE, vim.version().major, vim.version().minor, times[math.ceil(#times / 2)], #times, times[#times]
))
vim.cmd("qall!")
