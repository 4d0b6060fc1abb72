#include "tests/layering/layering_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <sstream>

namespace cellwarden::layering {
namespace {

using namespace std::string_view_literals;

template <class Range>
[[nodiscard]] bool contains(const Range& range, std::string_view what) {
  return std::ranges::any_of(range, [&](const auto& one) { return std::string_view(one) == what; });
}

[[nodiscard]] std::string where(const SourceFile& file, const Token& token) {
  return file.path + ":" + std::to_string(token.line) + ": ";
}

/// The texts between `backticks` in one cell of a table.
[[nodiscard]] std::vector<std::string> quoted_names(std::string_view cell) {
  std::vector<std::string> names;
  for (auto open = cell.find('`'); open != std::string_view::npos; open = cell.find('`', open + 1)) {
    const auto close = cell.find('`', open + 1);
    if (close == std::string_view::npos) break;
    names.emplace_back(cell.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

[[nodiscard]] std::vector<std::string> table_cells(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(cell);
  return cells;
}

[[nodiscard]] const FolderRule* rule_of(const Tables& tables, std::string_view path) {
  const FolderRule* best = nullptr;
  for (const auto& rule : tables.folders) {
    if (path.starts_with(rule.folder) && (!best || rule.folder.size() > best->folder.size())) best = &rule;
  }
  return best;
}

[[nodiscard]] bool is_at(const std::string& place, std::string_view path) {
  return place.ends_with('/') ? path.starts_with(place) : path == place;
}

[[nodiscard]] bool is_installed(std::string_view path) {
  return std::ranges::any_of(installed_folders(), [&](const auto& f) { return path.starts_with(f + "/"); });
}

/// std::vector, cstdint, ... : the standard library's headers have neither a folder nor an ending.
[[nodiscard]] bool is_standard_header(std::string_view name) {
  return name.find_first_of("./") == std::string_view::npos;
}

[[nodiscard]] std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// "kPagingImsi_hz" -> paging, imsi, hz (with the k); "s_tmsi" -> s, tmsi.
[[nodiscard]] std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_upper = std::isupper(static_cast<unsigned char>(name[i])) != 0;
    const bool after_lower = i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
    if (name[i] == '_' || (is_upper && after_lower)) words.emplace_back();
    if (name[i] != '_') words.back() += name[i];
  }
  std::ranges::transform(words, words.begin(), lower);
  return words;
}

constexpr std::array kIdentities = {"imsi"sv, "tmsi"sv,   "ptmsi"sv, "imei"sv, "imeisv"sv,
                                    "guti"sv, "msisdn"sv, "supi"sv,  "suci"sv, "iccid"sv};

[[nodiscard]] bool names_identity(std::string_view name) {
  const auto words = words_of(name);
  const auto& last = words.back();
  if (last == "count" || last == "counts" || last == "total") return false;
  return std::ranges::any_of(words, [](std::string word) {
    if (word.ends_with('s')) word.pop_back();
    return contains(kIdentities, word);
  });
}

constexpr std::array kTransmitNames = {"SOAPY_SDR_TX"sv,
                                       "writeStream"sv,
                                       "writeStreamStatus"sv,
                                       "acquireWriteBuffer"sv,
                                       "releaseWriteBuffer"sv,
                                       "hackrf_start_tx"sv,
                                       "hackrf_stop_tx"sv,
                                       "hackrf_set_txvga_gain"sv,
                                       "hackrf_is_transmitting"sv,
                                       "bladerf_sync_tx"sv,
                                       "BLADERF_TX"sv,
                                       "BLADERF_MODULE_TX"sv,
                                       "BLADERF_CHANNEL_TX"sv,
                                       "LMS_CH_TX"sv,
                                       "LMS_SendStream"sv,
                                       "tx_streamer"sv,
                                       "get_tx_stream"sv,
                                       "iio_buffer_push"sv,
                                       "TX"sv};

/// Result<T> is part of every interface.
constexpr auto kPublicForeign = "tl/"sv;

constexpr std::array kPrinting = {"cout"sv,    "cerr"sv, "clog"sv,   "printf"sv,
                                  "fprintf"sv, "puts"sv, "putchar"sv};
constexpr std::array kClocks = {"system_clock"sv, "steady_clock"sv, "high_resolution_clock"sv,
                                "utc_clock"sv,    "gettimeofday"sv, "clock_gettime"sv};
constexpr std::array kThreads = {"thread"sv, "jthread"sv, "async"sv, "pthread_create"sv};

/// The names that this file gives to the receiving direction: kRx = SOAPY_SDR_RX.
[[nodiscard]] std::set<std::string, std::less<>> receiving_names(const std::vector<Token>& tokens) {
  std::set<std::string, std::less<>> names = {"SOAPY_SDR_RX"};
  for (std::size_t i = 2; i < tokens.size(); ++i) {
    if (tokens[i].text == "SOAPY_SDR_RX" && tokens[i - 1].text == "=") names.insert(tokens[i - 2].text);
  }
  return names;
}

/// Whether token `i` is a member of a clock's type only (system_clock::time_point), which reads nothing.
[[nodiscard]] bool reads_clock(const std::vector<Token>& tokens, std::size_t i) {
  if (tokens[i].text == "gettimeofday" || tokens[i].text == "clock_gettime") return true;
  return i + 3 < tokens.size() && tokens[i + 3].text == "now";
}

/// std::thread and the like, not a variable or a comment of that name.
[[nodiscard]] bool makes_thread(const std::vector<Token>& tokens, std::size_t i) {
  if (tokens[i].text == "pthread_create") return true;
  return i >= 3 && tokens[i - 1].text == ":" && tokens[i - 2].text == ":" && tokens[i - 3].text == "std";
}

}  // namespace

const std::vector<std::string>& installed_folders() {
  static const std::vector<std::string> folders = {"cell", "dsp", "detector", "firmware-config", "tools"};
  return folders;
}

Tables parse_tables(std::string_view architecture) {
  Tables tables;
  std::istringstream stream{std::string(architecture)};
  std::string heading;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("## ")) heading = line.substr(3);
    if (!line.starts_with("| ")) continue;
    const auto cells = table_cells(line);
    if (cells.size() < 3) continue;
    const auto names = quoted_names(cells[heading == "Folders" ? 0 : 1]);
    if (names.empty()) continue;
    if (heading == "Folders") {
      auto may = quoted_names(cells[2]);
      if (cells[2].find("all") != std::string::npos) {
        for (const auto& above : tables.folders) may.push_back(above.folder);
      }
      tables.folders.push_back({names.front(), std::move(may)});
    } else if (heading == "Foreign libraries") {
      tables.foreign.push_back({names, quoted_names(cells[2])});
    }
  }
  return tables;
}

Violations check_tables(const Tables& tables) {
  Violations violations;
  const auto forbid = [&](const FolderRule& rule, std::string_view folder) {
    for (const auto& allowed : rule.may_include) {
      if (allowed.starts_with(folder) || folder.starts_with(allowed))
        violations.push_back("docs/architecture.md: " + rule.folder + " may not include " + allowed);
    }
  };
  constexpr std::array kReceivers = {"dsp/gsm/"sv, "dsp/lte/"sv, "dsp/nr/"sv};
  for (const auto& rule : tables.folders) {
    if (rule.folder == "tests/" || rule.folder == "tools/") continue;
    forbid(rule, "tools/");
    forbid(rule, "tests/");
    if (rule.folder.starts_with("dsp/")) forbid(rule, "detector/");
    if (!rule.folder.starts_with("dsp/")) forbid(rule, "dsp/");
    const bool is_cell = rule.folder.starts_with("cell/");
    for (const auto& allowed : rule.may_include) {
      if (is_cell && !allowed.starts_with("cell/"))
        violations.emplace_back("docs/architecture.md: cell/ includes nothing but the standard library");
    }
    for (const auto receiver : kReceivers) {
      if (contains(kReceivers, rule.folder) && rule.folder != receiver) forbid(rule, receiver);
    }
  }
  for (const auto& folder : installed_folders()) {
    const bool is_named = std::ranges::any_of(
        tables.folders, [&](const auto& r) { return r.folder.starts_with(folder + "/"); });
    if (!is_named) violations.push_back("docs/architecture.md: no row for " + folder + "/");
  }
  return violations;
}

Violations check_project_includes(const Tables& tables, const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const auto& file : sources) {
    const auto* rule = rule_of(tables, file.path);
    if (!rule) {
      violations.push_back(file.path + ": its folder has no row in docs/architecture.md");
      continue;
    }
    for (const auto& token : file.tokens) {
      if (token.kind != Token::Kind::kProjectInclude) continue;
      const auto* target = rule_of(tables, token.text);
      if (!target) {
        violations.push_back(where(file, token) + "\"" + token.text + "\" is no path from the root");
        continue;
      }
      const bool is_allowed = target == rule || std::ranges::any_of(rule->may_include, [&](const auto& f) {
                                return token.text.starts_with(f);
                              });
      if (!is_allowed)
        violations.push_back(where(file, token) + rule->folder + " may not include " + token.text);
    }
  }
  return violations;
}

Violations check_foreign_includes(const Tables& tables, const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const auto& file : sources) {
    for (const auto& token : file.tokens) {
      if (token.kind != Token::Kind::kSystemInclude || is_standard_header(token.text)) continue;
      const auto rule = std::ranges::find_if(tables.foreign, [&](const ForeignRule& r) {
        return std::ranges::any_of(r.headers, [&](const auto& h) { return token.text.starts_with(h); });
      });
      if (rule == tables.foreign.end()) {
        violations.push_back(where(file, token) + "<" + token.text +
                             "> belongs to no library in docs/architecture.md");
        continue;
      }
      if (contains(rule->places, file.path)) continue;
      const bool is_allowed =
          std::ranges::any_of(rule->places, [&](const auto& place) { return is_at(place, file.path); });
      if (!is_allowed) {
        violations.push_back(where(file, token) + "<" + token.text + "> has no place here");
      } else if (is_installed(file.path) && file.path.ends_with(".hpp")) {
        violations.push_back(where(file, token) + "<" + token.text + "> in a header");
      }
    }
  }
  return violations;
}

Violations check_private_headers(const std::vector<SourceFile>& sources) {
  const auto folder_of = [](std::string_view path) { return path.substr(0, path.rfind('/')); };
  // A header is private when it includes a foreign one, or a private one.
  std::set<std::string, std::less<>> private_headers;
  const auto makes_private = [&](const Token& token) {
    if (token.kind == Token::Kind::kProjectInclude) return private_headers.contains(token.text);
    return token.kind == Token::Kind::kSystemInclude && !is_standard_header(token.text) &&
           !token.text.starts_with(kPublicForeign);
  };
  for (std::size_t before = 1; before != private_headers.size();) {
    before = private_headers.size();
    for (const auto& file : sources) {
      if (is_installed(file.path) && file.path.ends_with(".hpp") &&
          std::ranges::any_of(file.tokens, makes_private))
        private_headers.insert(file.path);
    }
  }

  Violations violations;
  for (const auto& file : sources) {
    if (!is_installed(file.path)) continue;
    for (const auto& token : file.tokens) {
      if (token.kind == Token::Kind::kProjectInclude && private_headers.contains(token.text) &&
          folder_of(token.text) != folder_of(file.path))
        violations.push_back(where(file, token) + token.text +
                             " is private to its folder: it has a foreign header");
    }
  }
  return violations;
}

Violations check_never_transmits(const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const auto& file : sources) {
    if (!is_installed(file.path)) continue;
    const auto& tokens = file.tokens;
    const auto receiving = receiving_names(tokens);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (contains(kTransmitNames, tokens[i].text))
        violations.push_back(where(file, tokens[i]) + tokens[i].text + " could make a radio transmit");
      const bool is_call = tokens[i].text == "setupStream" && i > 0 && i + 2 < tokens.size() &&
                           (tokens[i - 1].text == "." || tokens[i - 1].text == ">");
      if (is_call && !receiving.contains(tokens[i + 2].text))
        violations.push_back(where(file, tokens[i]) + "setupStream in a direction that is not SOAPY_SDR_RX");
    }
  }
  return violations;
}

Violations check_no_identities(const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const auto& file : sources) {
    if (!is_installed(file.path)) continue;
    for (const auto& token : file.tokens) {
      // A sentence may say what is not kept, and a rule may be named after what it counts; any other string
      // without a blank may be a record's key.
      const bool is_key = token.kind == Token::Kind::kString && token.text.find(' ') == std::string::npos &&
                          file.path != "detector/rules/catalogue.cpp";
      if ((token.kind == Token::Kind::kName || is_key) && names_identity(token.text))
        violations.push_back(where(file, token) + token.text + " would hold a subscriber's identity");
    }
  }
  return violations;
}

Violations check_pure(const std::vector<SourceFile>& sources) {
  Violations violations;
  for (const auto& file : sources) {
    const bool is_capture = file.path.starts_with("dsp/capture/");
    if (!file.path.starts_with("dsp/") && !file.path.starts_with("detector/") &&
        !file.path.starts_with("cell/"))
      continue;
    const auto& tokens = file.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].kind != Token::Kind::kName) continue;
      if (contains(kPrinting, tokens[i].text))
        violations.push_back(where(file, tokens[i]) + tokens[i].text + " prints");
      if (!is_capture && contains(kClocks, tokens[i].text) && reads_clock(tokens, i))
        violations.push_back(where(file, tokens[i]) + tokens[i].text + " reads a clock");
      if (!is_capture && contains(kThreads, tokens[i].text) && makes_thread(tokens, i))
        violations.push_back(where(file, tokens[i]) + tokens[i].text + " makes a thread");
    }
  }
  return violations;
}

Violations check_generators_stay_home(const std::vector<BuildFile>& files) {
  Violations violations;
  for (const auto& file : files) {
    std::istringstream stream(file.text);
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      const auto code = line.substr(0, line.find('#'));
      const auto place = file.path + ":" + std::to_string(number) + ": ";
      if (file.path.starts_with("tests/")) {
        if (code.find("install(") != std::string::npos) violations.push_back(place + "installs from tests/");
      } else if (code.find("synth") != std::string::npos) {
        violations.push_back(place + "names a signal generator outside tests/");
      }
    }
  }
  return violations;
}

}  // namespace cellwarden::layering
