#include "firmware-config/yaml_document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "firmware-config/config_file.hpp"

namespace cellwarden::config {
namespace {

constexpr std::size_t kMaxProblems = 100;
constexpr std::size_t kLongestKey = 80;
constexpr std::size_t kLongestWhat = 400;

/// Names from a file end on a terminal: no control characters, no endless lines.
std::string printable(std::string text, std::size_t longest) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  if (text.size() > longest) text.replace(longest, std::string::npos, "...");
  return text;
}

/// Remembers where the latest document began, and nothing else.
class DocumentStart final : public YAML::EventHandler {
 public:
  YAML::Mark mark;

  void OnDocumentStart(const YAML::Mark& at) override { mark = at; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*at*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*at*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

/// Where a second document begins, if one does. Not YAML::LoadAll: in yaml-cpp 0.7 it never returns from a
/// stray "," or "]" at the top, which the parser reports as one document after the other.
std::optional<YAML::Mark> second_document(const std::string& yaml) {
  std::istringstream in(yaml);
  YAML::Parser parser(in);
  DocumentStart start;
  if (parser.HandleNextDocument(start) && parser.HandleNextDocument(start)) return start.mark;
  return {};
}

}  // namespace

void YamlProblems::report(const YAML::Mark& mark, const std::string& key, std::string what) {
  if (is_full()) return;
  problems_.push_back({at(mark), printable(key, kLongestKey), printable(std::move(what), kLongestWhat)});
  lines_.push_back(mark.line);
}

bool YamlProblems::is_full() const noexcept {
  return problems_.size() >= kMaxProblems;
}

std::string YamlProblems::at(const YAML::Mark& mark) const {
  if (mark.line < 0) return file_.string();
  return fmt::format("{}:{}", file_.string(), mark.line + 1);
}

std::vector<Problem> YamlProblems::take() {
  std::vector<std::size_t> order(problems_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [this](std::size_t i) { return lines_[i]; });
  std::vector<Problem> sorted;
  sorted.reserve(order.size());
  for (const std::size_t i : order) sorted.push_back(std::move(problems_[i]));
  problems_.clear();
  lines_.clear();
  return sorted;
}

void read_document(std::string_view yaml, std::string_view kind, YamlProblems& problems,
                   const std::function<void(const YAML::Node&)>& read) {
  if (yaml.size() > kMaxConfig_bytes) {
    problems.report(YAML::Mark::null_mark(), "",
                    fmt::format("is larger than {} bytes: no {}", kMaxConfig_bytes, kind));
    return;
  }
  try {
    const std::string text(yaml);
    if (const auto second = second_document(text)) {
      problems.report(*second, "", fmt::format("something stands here after the end of the {}", kind));
    } else if (const YAML::Node root = YAML::Load(text); root.IsDefined() && !root.IsNull()) {
      read(root);
    }
  } catch (const YAML::Exception& e) {
    problems.report(e.mark, "", fmt::format("cannot be read as YAML: {}", e.msg));
  }
}

std::vector<Problem> read_needed_document(std::string_view yaml, std::string_view kind,
                                          const std::filesystem::path& file,
                                          const std::function<void(const YAML::Node&, YamlProblems&)>& read) {
  YamlProblems problems(file);
  bool is_empty = true;
  read_document(yaml, kind, problems, [&](const YAML::Node& root) {
    is_empty = false;
    read(root, problems);
  });
  auto found = problems.take();
  if (is_empty && found.empty()) found.push_back({file.string(), "", fmt::format("is empty: no {}", kind)});
  return found;
}

}  // namespace cellwarden::config
