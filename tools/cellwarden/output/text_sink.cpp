#include <set>
#include <string>
#include <utility>
#include <vector>

#include "detector/rules/warning_words.hpp"
#include "tools/cellwarden/output/sink.hpp"
#include "tools/cellwarden/output/text_report.hpp"

namespace cellwarden::tools {
namespace {

class TextSink final : public Sink {
 public:
  TextSink(Writer writer, bool tells_messages)
      : Sink(std::move(writer)),
        style_(Sink::writer().is_terminal() && !colour_is_forbidden()),
        tells_messages_(tells_messages) {}

  [[nodiscard]] bool takes_messages() const noexcept override { return tells_messages_; }

  void begin(const InputDescription& input) override {
    shows_events_ = input.is_long;
    messages_.clear();
    told_warnings_.clear();
    writer().write(header_text(input));
  }

  void messages(const Observation& only_new) override {
    if (shows_events_) {
      writer().write(message_lines(only_new));
    } else {
      messages_.push_back(only_new);
    }
  }

  void events(const detector::Events& events) override {
    if (!shows_events_) return;
    for (const auto& cell : events.cells) {
      if (cell.is_final || cell.latest.state == CellState::kDetected) continue;
      writer().write(cell_line(cell));
      for (const auto& warning : cell.warnings) tell_once(cell, warning);
    }
    for (const auto& incident : events.incidents) writer().write(incident_line(incident, style_));
  }

  void status(const records::StatusRecord& status) override { writer().write(status_line(status, style_)); }

  void end(const Ending& ending) override {
    if (shows_events_) writer().write("\n");
    writer().write(cells_text(ending.cells, style_));
    writer().write(warnings_text(ending.cells, style_));
    writer().write(messages_text(messages_, style_));
    for (const auto& incident : ending.incidents) writer().write(incident_text(incident, style_));
    writer().write(not_evaluated_text(ending.summary.not_evaluated, style_));
    writer().write(summary_text(ending, style_));
  }

 private:
  /// Cells are told again with every change; their warnings are not.
  void tell_once(const detector::CellRecord& cell, const history::Warning& warning) {
    constexpr std::size_t kMost = 4096;
    std::string line = warning_line(cell, warning);
    std::string name = name_of(cell.latest) + '|' + detector::warning_text(warning) + '|' + warning.content;
    if (told_warnings_.size() >= kMost) told_warnings_.clear();
    if (told_warnings_.insert(std::move(name)).second) writer().write(line);
  }

  Style style_;
  bool tells_messages_;
  bool shows_events_ = false;
  std::set<std::string> told_warnings_;
  std::vector<Observation> messages_;  ///< of a short input, which is told at its end
};

}  // namespace

std::unique_ptr<Sink> make_text_sink(Writer writer, bool tells_messages) {
  return std::make_unique<TextSink>(std::move(writer), tells_messages);
}

}  // namespace cellwarden::tools
