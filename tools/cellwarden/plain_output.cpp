#include "tools/cellwarden/plain_output.hpp"

#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/plain_json.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

ExitCode write_plain(const Invocation& asked, const std::function<std::string(OutputFormat)>& text_in) {
  for (const auto& request : asked.outputs) {
    auto writer = request.target ? Writer::to_file(*request.target) : Result<Writer>(Writer::to_stdout());
    if (!writer) {
      complain(writer.error().what);
      return kFailed;
    }
    writer->write(text_in(request.format));
    writer->flush();
    if (writer->failure()) return give_up(*writer);
  }
  return kRan;
}

std::string json_line(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cellwarden::tools
