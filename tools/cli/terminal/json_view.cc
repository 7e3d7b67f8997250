#include <string>

#include "google/protobuf/util/json_util.h"
#include "tools/cli/terminal/event_view.h"

namespace release {
namespace {

class JsonView final : public EventView {
 public:
  explicit JsonView(std::ostream& data) : data_(data) {}

  void Show(const v1::Event& event) override {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string line;
    if (!google::protobuf::util::MessageToJsonString(event, &line, options).ok()) return;
    data_ << line << '\n' << std::flush;
  }

  void Remember(const v1::Event&) override {}  // each line stands for itself

 private:
  std::ostream& data_;
};

}  // namespace

std::unique_ptr<EventView> NewJsonView(std::ostream& data) {
  return std::make_unique<JsonView>(data);
}

}  // namespace release
