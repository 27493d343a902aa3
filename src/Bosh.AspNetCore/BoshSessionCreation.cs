using System.Text;
using System.Xml;
using System.Xml.Linq;
using Bosh.AspNetCore.Protocol;
using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore;

/// <summary>
/// A request for a session, before there is one (XEP-0124, Session Creation Request), or for a further stream of a session: what it says, and what
/// the app makes of it. See <see cref="BoshOptions.OnSessionCreating"/>.
/// </summary>
public sealed class BoshSessionCreation
{
    private static readonly XNamespace HttpBind = Encoding.UTF8.GetString(Namespaces.HttpBind);
    private static readonly XNamespace Texts = Encoding.UTF8.GetString(Namespaces.StreamErrors);

    private string? _from;

    internal BoshSessionCreation(HttpContext httpContext, BodyElement body, BoshDomain? server)
    {
        HttpContext = httpContext;
        To = body.To!;
        _from = body.From;
        Language = body.Lang;
        Route = body.Route;
        Version = body.Version?.ToString();
        XmppVersion = body.XmppVersion;
        Server = server;
    }

    /// <summary>The HTTP request: who the user is, its address with its query, its headers, the app's services.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>The domain that the client asks for (<c>to</c>). Never empty; it need not be one of <see cref="BoshOptions.Domains"/>.</summary>
    public string To { get; }

    /// <summary>
    /// The address of the user (<c>from</c>), which goes into the header of the stream to the server: what the client says it is, null when it does
    /// not say, unless the app knows better and sets it. Once the app has, the client cannot change it for the life of the stream.
    /// </summary>
    /// <exception cref="XmlException">It is set to text with characters that XML does not have.</exception>
    public string? From
    {
        get => _from;
        set
        {
            _from = value is null ? null : XmlConvert.VerifyXmlChars(value);
            IsFromSet = true;
        }
    }

    /// <summary>The language of the user (<c>xml:lang</c>); null when the client does not say.</summary>
    public string? Language { get; }

    /// <summary>
    /// The server that the client asks for (<c>route</c>), as it wrote it; null when it does not say. Several clients always send one that means
    /// nothing.
    /// </summary>
    public string? Route { get; }

    /// <summary>The version of BOSH that the client speaks (<c>ver</c>), such as <c>1.11</c>; null for clients older than 1.6.</summary>
    public string? Version { get; }

    /// <summary>The version of XMPP that the client speaks (<c>xmpp:version</c>), such as <c>1.0</c>; null when it does not say.</summary>
    public string? XmppVersion { get; }

    /// <summary>
    /// The server that the session goes to: a copy of what <see cref="BoshOptions.Domains"/> says of the domain, with what <see cref="Route"/>
    /// changes where that is allowed. The app may change it or put another in its place, for this session alone; with null the session is refused as
    /// <see cref="BoshCondition.HostUnknown"/>, which it is when the domain is none of the options'. The server's certificate must be for the domain.
    /// </summary>
    public BoshDomain? Server { get; set; }

    /// <summary>Whether the app has said who the user is.</summary>
    internal bool IsFromSet { get; private set; }

    /// <summary>The answer that refuses the session; null when nothing speaks against it.</summary>
    internal (Condition Condition, byte[] Content)? Refusal { get; private set; }

    /// <summary>Refuses the session.</summary>
    /// <param name="condition">Why.</param>
    /// <param name="text">What the answer says about it, for people to read; null for nothing.</param>
    /// <exception cref="ArgumentException">The condition is none; or <see cref="BoshCondition.SeeOtherUri"/>, for which there is
    /// <see cref="SeeOther"/>. Or the text has characters that XML does not have.</exception>
    public void Refuse(BoshCondition condition, string? text = null)
        => Refuse(condition, text is null ? [] : Serialize(new XElement(Texts + "text", text)));

    /// <summary>Refuses the session with something for the client to read.</summary>
    /// <param name="condition">Why; most often <see cref="BoshCondition.UndefinedCondition"/>.</param>
    /// <param name="content">What the answer says about it, in a namespace of the application.</param>
    /// <exception cref="ArgumentException">The condition is none; or <see cref="BoshCondition.SeeOtherUri"/>, for which there is
    /// <see cref="SeeOther"/>. Or the content is in no namespace, or in that of BOSH, or has characters that XML does not have.</exception>
    public void Refuse(BoshCondition condition, XElement content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Name.Namespace == XNamespace.None || content.Name.Namespace == HttpBind)
        {
            throw new ArgumentException("The content must be in a namespace of the application.", nameof(content));
        }

        Refuse(condition, Serialize(content));
    }

    /// <summary>Sends the client to another address (<c>see-other-uri</c>).</summary>
    /// <param name="uri">The address of a BOSH service, absolute, http or https.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public void SeeOther(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!(uri.IsAbsoluteUri && uri.Scheme is ("http" or "https")))
        {
            throw new ArgumentException("The address must be absolute, and http or https.", nameof(uri));
        }

        Refusal = (Condition.SeeOtherUri, SeeOtherContent(uri));
    }

    /// <summary>What stands in an answer with <c>see-other-uri</c>.</summary>
    internal static byte[] SeeOtherContent(Uri uri) => Serialize(new XElement("uri", uri.AbsoluteUri));

    private static byte[] Serialize(XElement content) => Encoding.UTF8.GetBytes(content.ToString(SaveOptions.DisableFormatting));

    private void Refuse(BoshCondition condition, byte[] content)
    {
        if (!Enum.IsDefined(condition) || condition == BoshCondition.SeeOtherUri)
        {
            throw new ArgumentException("The condition is none that can be given without more: see SeeOther.", nameof(condition));
        }

        Refusal = ((Condition)condition, content);
    }
}
