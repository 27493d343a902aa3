using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>An answer as a client sees it.</summary>
internal sealed class BoshAnswer
{
    private readonly HttpResponseMessage _response;
    private XElement? _body;

    public BoshAnswer(HttpResponseMessage response, byte[] bytes)
    {
        _response = response;
        Bytes = bytes;
    }

    public HttpStatusCode Status => _response.StatusCode;

    public HttpResponseHeaders Headers => _response.Headers;

    public HttpContentHeaders ContentHeaders => _response.Content.Headers;

    public Version HttpVersion => _response.Version;

    public byte[] Bytes { get; }

    public string Text => Encoding.UTF8.GetString(Bytes);

    public XElement Body
    {
        get
        {
            if (_body is null)
            {
                _body = XElement.Parse(Text, LoadOptions.PreserveWhitespace);
                Assert.Equal(Names.Bosh + "body", _body.Name);
            }

            return _body;
        }
    }

    public string? Type => this["type"];

    public string? Condition => this["condition"];

    /// <summary>An answer with nothing in it, that ends nothing.</summary>
    public bool IsEmpty => Body.IsEmpty && !Body.Attributes().Any(attribute => !attribute.IsNamespaceDeclaration);

    /// <summary>The texts of all messages, in order.</summary>
    public IEnumerable<string> Messages => Body.Elements(Names.Client + "message").Select(message => message.Element(Names.Client + "body")!.Value);

    public string? this[XName attribute] => (string?)Body.Attribute(attribute);

    /// <summary>The value of a header, whichever kind of header it is; null when there is none.</summary>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public void AssertEmpty() => Assert.True(IsEmpty, Text);

    public void AssertMessages(params string[] texts)
    {
        Assert.True(Type is null, Text);
        Assert.Equal(texts, Messages, StringComparer.Ordinal);
    }

    public void AssertTerminated(string? condition)
    {
        Assert.Equal(HttpStatusCode.OK, Status);
        Assert.True(Type is "terminate", Text);
        Assert.Equal(condition, Condition);
    }

    /// <summary>XEP-0124, Recoverable Binding Conditions.</summary>
    public void AssertRecoverable()
    {
        Assert.True(Type is "error", Text);
        Assert.Null(Condition);
        Assert.True(Body.IsEmpty);
    }
}
