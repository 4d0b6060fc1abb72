#include <string>

#include "tools/cellwarden/output/sink.hpp"

namespace cellwarden::tools {
namespace {

void write_line(Writer& writer, std::string line) {
  line.push_back('\n');
  writer.write(line);
}

/// Cells that are only detected appear as observations.
void write_cells(Writer& writer, const detector::Events& events) {
  for (const auto& cell : events.cells) {
    if (cell.latest.state != CellState::kDetected) write_line(writer, records::to_json_line(cell));
  }
}

class JsonSink final : public Sink {
 public:
  JsonSink(Writer writer, records::AlertContext context, bool tells_messages)
      : Sink(std::move(writer)), context_(std::move(context)), tells_messages_(tells_messages) {}

  [[nodiscard]] bool takes_messages() const noexcept override { return tells_messages_; }
  void messages(const Observation& only_new) override {
    for (auto& line : records::message_lines(only_new)) write_line(writer(), std::move(line));
  }
  void events(const detector::Events& events) override {
    write_cells(writer(), events);
    for (const auto& incident : events.incidents) {
      write_line(writer(), records::to_json_line(incident, context_));
    }
  }
  void status(const records::StatusRecord& status) override {
    write_line(writer(), records::to_json_line(status));
  }
  void end(const Ending& ending) override { write_line(writer(), records::to_json_line(ending.summary)); }

  void towers(const std::string& digest) override { context_.towers = digest; }

 private:
  records::AlertContext context_;
  bool tells_messages_;
};

class ObservationLogSink final : public Sink {
 public:
  using Sink::Sink;

  void dwell(const Dwell& dwell) override {
    for (auto& line : records::to_json_lines(dwell)) write_line(writer(), std::move(line));
  }
  void events(const detector::Events& events) override { write_cells(writer(), events); }
};

}  // namespace

std::unique_ptr<Sink> make_json_sink(Writer writer, records::AlertContext context, bool tells_messages) {
  return std::make_unique<JsonSink>(std::move(writer), std::move(context), tells_messages);
}

std::unique_ptr<Sink> make_observation_log_sink(Writer writer) {
  return std::make_unique<ObservationLogSink>(std::move(writer));
}

}  // namespace cellwarden::tools
