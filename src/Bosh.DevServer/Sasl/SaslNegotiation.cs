using System.Security.Cryptography;
using System.Xml.Linq;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Sasl;

/// <summary>SASL on one stream (RFC 6120, section 6): the choice of a mechanism, its exchange, and the next attempt after a failure.</summary>
internal sealed class SaslNegotiation
{
    private readonly Accounts _accounts;
    private readonly IReadOnlyList<string> _offered;

    /// <summary>The exchange that is going on, if one is.</summary>
    private ISaslMechanism? _mechanism;

    public SaslNegotiation(Accounts accounts, IReadOnlyList<string> offered)
    {
        _accounts = accounts;
        _offered = offered;
    }

    /// <summary>The user that the client has proved to be; null until then.</summary>
    public string? User { get; private set; }

    /// <summary>How many attempts have failed.</summary>
    public int Failures { get; private set; }

    public XElement Feature => new(Ns.Sasl + "mechanisms", _offered.Select(name => new XElement(Ns.Sasl + "mechanism", name)));

    /// <summary>Whether an element may be one of a negotiation; everything else does not belong before authentication.</summary>
    public static bool Knows(XElement element) =>
        element.Name.Namespace == Ns.Sasl && element.Name.LocalName is ("auth" or "response" or "abort");

    /// <summary>Takes an element from the client and gives the answer to it.</summary>
    public XElement Answer(XElement element)
    {
        var step = Advance(element);
        if (step is not SaslStep.Challenge)
        {
            _mechanism = null;
        }

        switch (step)
        {
            case SaslStep.Challenge challenge:
                return new XElement(Ns.Sasl + "challenge", Encoded(challenge.Data));
            case SaslStep.Success success:
                User = success.User.ToLowerInvariant();
                return new XElement(Ns.Sasl + "success", Encoded(success.Data));
            default:
                Failures++;
                return new XElement(Ns.Sasl + "failure", new XElement(Ns.Sasl + ((SaslStep.Failure)step).Condition));
        }
    }

    private SaslStep Advance(XElement element)
    {
        if (element.Name.LocalName is "abort")
        {
            return new SaslStep.Failure("aborted");
        }

        var isFirst = element.Name.LocalName is "auth";
        if (isFirst)
        {
            _mechanism = Create((string?)element.Attribute("mechanism"));
            if (_mechanism is null)
            {
                return new SaslStep.Failure("invalid-mechanism");
            }
        }

        if (_mechanism is null)
        {
            return new SaslStep.Failure("malformed-request");
        }

        try
        {
            // An empty auth is a choice without data; data of no bytes is "=" (RFC 6120, section 6.4.2).
            return _mechanism.Respond(element.Value switch
            {
                "" => isFirst ? null : [],
                "=" => [],
                var text => Convert.FromBase64String(text),
            });
        }
        catch (FormatException)
        {
            return new SaslStep.Failure("incorrect-encoding");
        }
    }

    private ISaslMechanism? Create(string? name) => !_offered.Contains(name, StringComparer.Ordinal) ? null : name switch
    {
        "ANONYMOUS" => new AnonymousMechanism(),
        "PLAIN" => new PlainMechanism(_accounts),
        "SCRAM-SHA-1" => new ScramMechanism(HashAlgorithmName.SHA1, _accounts),
        "SCRAM-SHA-256" => new ScramMechanism(HashAlgorithmName.SHA256, _accounts),
        _ => null,
    };

    private static string? Encoded(byte[]? data) => data is null ? null : Convert.ToBase64String(data);
}
