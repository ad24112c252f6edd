package dev.tidemark.registry.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.regex.Pattern;

/** Reads JSON into trees whose numbers are written again with every digit and with their sign. */
public final class ExactJson {
  private ExactJson() {}

  /** A mapper that does so, to be set up further. */
  public static JsonMapper.Builder mapper() {
    return JsonMapper.builder(new Factory())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }

  /** Overrides what all ways to make a parser of text lead to. */
  private static final class Factory extends JsonFactory {
    private static final long serialVersionUID = 1;

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
        throws IOException {
      return new SignedZeros(super._createParser(data, offset, length, context));
    }

    @Override
    protected JsonParser _createParser(
        char[] data, int offset, int length, IOContext context, boolean recyclable)
        throws IOException {
      return new SignedZeros(super._createParser(data, offset, length, context, recyclable));
    }

    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
      return new SignedZeros(super._createParser(in, context));
    }

    @Override
    protected JsonParser _createParser(Reader in, IOContext context) throws IOException {
      return new SignedZeros(super._createParser(in, context));
    }
  }

  /**
   * {@code BigDecimal} has no negative zero. What says to be none of its numbers is read as a
   * double, which has.
   */
  private static final class SignedZeros extends JsonParserDelegate {
    private static final Pattern NEGATIVE_ZERO = Pattern.compile("-0[.0]*([eE].*)?");

    SignedZeros(JsonParser parser) {
      super(parser);
    }

    @Override
    public boolean isNaN() throws IOException {
      return super.isNaN()
          || (currentToken() == JsonToken.VALUE_NUMBER_FLOAT
              && NEGATIVE_ZERO.matcher(getText()).matches());
    }
  }
}
